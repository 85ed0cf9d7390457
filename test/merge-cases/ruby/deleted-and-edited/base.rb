require 'alpha'

def total(input)
  net = compute(1)
  tax = compute(2)
  sum = compute(3)
end

def last(input)
  left = compute(7)
  right = compute(8)
end
