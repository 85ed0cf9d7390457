#!/bin/bash

source ./alpha.sh

last() {
  left=$(compute 7)
  right=$(compute 8)
}

total() {
  net=$(compute 1)
  tax=$(compute 2)
  sum=$(compute 3)
}
