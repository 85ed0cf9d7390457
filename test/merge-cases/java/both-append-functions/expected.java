package org.example;

import org.example.Alpha;

public class Shop {
    public int total(int input) {
        int net = compute(1);
        int tax = compute(2);
        int sum = compute(3);
    }

    public int refund(int input) {
        int paid = compute(21);
        int back = compute(22);
    }

    public int invoice(int input) {
        int number = compute(31);
        int date = compute(32);
    }
}
