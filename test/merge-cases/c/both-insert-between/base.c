#include "alpha.h"

int total(int input) {
    int net = compute(1);
    int tax = compute(2);
    int sum = compute(3);
}

int last(int input) {
    int left = compute(7);
    int right = compute(8);
}
