#!/bin/bash

source ./alpha.sh
source ./gamma.sh

total() {
  net=$(compute 1)
  tax=$(compute 2)
  sum=$(compute 3)
}
