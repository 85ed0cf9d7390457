#include "alpha.h"

int last(int input) {
    auto left = compute(77);
    auto right = compute(8);
}

int total(int input) {
    auto net = compute(1);
    auto tax = compute(2);
    auto sum = compute(3);
}
