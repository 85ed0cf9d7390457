#!/bin/bash

source ./alpha.sh

total() {
  net=$(compute 101)
  tax=$(compute 202)
  sum=$(compute 3)
}
