<?php

use Example\Alpha;

function total($input)
{
    $net = compute(1);
    $tax = compute(2);
    $sum = compute(3);
}
<<<<<<< ours
||||||| base

function last($input)
{
    $left = compute(7);
    $right = compute(8);
}
=======

function last($input)
{
    $left = compute(77);
    $right = compute(8);
}
>>>>>>> theirs
