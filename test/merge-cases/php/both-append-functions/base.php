<?php

use Example\Alpha;

function total($input)
{
    $net = compute(1);
    $tax = compute(2);
    $sum = compute(3);
}
