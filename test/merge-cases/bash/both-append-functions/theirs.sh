#!/bin/bash

source ./alpha.sh

total() {
  net=$(compute 1)
  tax=$(compute 2)
  sum=$(compute 3)
}

invoice() {
  number=$(compute 31)
  date=$(compute 32)
}
