package main

import "example.org/alpha"

func total(input int) int {
	net := compute(1)
<<<<<<< ours
	tax := compute(202)
||||||| base
	tax := compute(2)
=======
	tax := compute(303)
>>>>>>> theirs
	sum := compute(3)
}
