package a

type T struct {
	A int
	B int
	C string
}
