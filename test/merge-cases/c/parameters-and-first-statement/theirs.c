#include "alpha.h"

int total(int input) {
    int net = compute(101);
    int tax = compute(2);
    int sum = compute(3);
}
