#include "alpha.h"

int total(int input) {
    int net = compute(1);
    int tax = compute(202);
    int sum = compute(3);
}
