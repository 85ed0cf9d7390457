#include "alpha.h"

int total(int amount) {
    auto net = compute(1);
    auto tax = compute(2);
    auto sum = compute(3);
}
