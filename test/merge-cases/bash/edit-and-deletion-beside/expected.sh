#!/bin/bash

source ./alpha.sh

total() {
  net=$(compute 101)
  sum=$(compute 3)
}
