<?php

use Example\Alpha;

function total($input)
{
    $net = compute(101);
    $sum = compute(3);
}
