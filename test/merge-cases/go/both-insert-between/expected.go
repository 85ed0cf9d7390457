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

func invoice(input int) int {
	number := compute(31)
	date := compute(32)
}

func last(input int) int {
	left := compute(7)
	right := compute(8)
}
