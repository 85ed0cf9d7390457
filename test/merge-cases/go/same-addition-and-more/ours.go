package main

import "example.org/alpha"

func total(input int) int {
	net := compute(1)
	tax := compute(2)
	sum := compute(3)
}

func refund(input int) int {
	paid := compute(21)
	back := compute(22)
}
