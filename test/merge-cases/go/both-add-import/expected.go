package main

import "example.org/alpha"
import "example.org/beta"
import "example.org/gamma"

func total(input int) int {
	net := compute(1)
	tax := compute(2)
	sum := compute(3)
}
