#include "alpha.h"

int total(int input) {
    auto net = compute(1);
    auto tax = compute(2);
    auto sum = compute(3);
}

int invoice(int input) {
    auto number = compute(31);
    auto date = compute(32);
}

int last(int input) {
    auto left = compute(7);
    auto right = compute(8);
}
