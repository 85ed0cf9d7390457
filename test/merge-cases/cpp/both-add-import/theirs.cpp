#include "alpha.h"
#include "gamma.h"

int total(int input) {
    auto net = compute(1);
    auto tax = compute(2);
    auto sum = compute(3);
}
