#!/bin/bash

source ./alpha.sh

total() {
  net=$(compute 1)
  sum=$(compute 3)
}
