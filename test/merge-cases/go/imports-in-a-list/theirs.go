package a

import (
	"fmt"
	"sort"
)
