<?php

use Example\Alpha;

function last($input)
{
    $left = compute(77);
    $right = compute(8);
}

function total($input)
{
    $net = compute(1);
    $tax = compute(2);
    $sum = compute(3);
}
