package a

import (
	"fmt"
	"os"
	"sort"
)
