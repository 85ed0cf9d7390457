#!/bin/bash

source ./alpha.sh

total() {
  net=$(compute 1)
  tax=$(compute 2)
  sum=$(compute 3)
}

last() {
  left=$(compute 7)
  right=$(compute 8)
}
