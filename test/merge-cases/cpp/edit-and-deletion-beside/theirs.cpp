#include "alpha.h"

int total(int input) {
    auto net = compute(1);
    auto sum = compute(3);
}
