package main

import "example.org/alpha"

func total(input int) int {
	net := compute(1)
	tax := compute(2)
	sum := compute(3)
}
<<<<<<< ours
||||||| base

func last(input int) int {
	left := compute(7)
	right := compute(8)
}
=======

func last(input int) int {
	left := compute(77)
	right := compute(8)
}
>>>>>>> theirs
