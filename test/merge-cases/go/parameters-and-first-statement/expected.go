package main

import "example.org/alpha"

func total(amount int) int {
	net := compute(101)
	tax := compute(2)
	sum := compute(3)
}
