package main

import "example.org/alpha"

func total(input int) int {
	net := compute(1)
	tax := compute(202)
	sum := compute(3)
}
