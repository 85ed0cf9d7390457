package main

import "example.org/alpha"

func total(input int) int {
	net := compute(101)
	tax := compute(202)
	sum := compute(3)
}
