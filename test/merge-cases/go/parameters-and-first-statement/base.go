package main

import "example.org/alpha"

func total(input int) int {
	net := compute(1)
	tax := compute(2)
	sum := compute(3)
}
