package org.example;

import org.example.Alpha;

public class Shop {
    public int total(int input) {
        int net = compute(1);
        int tax = compute(2);
        int sum = compute(3);
    }
}
