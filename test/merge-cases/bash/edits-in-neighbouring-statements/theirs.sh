#!/bin/bash

source ./alpha.sh

total() {
  net=$(compute 1)
  tax=$(compute 202)
  sum=$(compute 3)
}
