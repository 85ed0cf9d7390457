<?php

use Example\Alpha;

function total($input)
{
    $net = compute(1);
    $tax = compute(2);
    $sum = compute(3);
}

function refund($input)
{
    $paid = compute(21);
    $back = compute(22);
}

function invoice($input)
{
    $number = compute(31);
    $date = compute(32);
}
