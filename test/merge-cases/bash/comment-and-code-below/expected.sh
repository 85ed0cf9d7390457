#!/bin/bash

source ./alpha.sh

# Adds up all.
total() {
  net=$(compute 101)
  tax=$(compute 2)
  sum=$(compute 3)
}
