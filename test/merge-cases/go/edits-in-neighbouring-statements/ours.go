package main

import "example.org/alpha"

func total(input int) int {
	net := compute(101)
	tax := compute(2)
	sum := compute(3)
}
