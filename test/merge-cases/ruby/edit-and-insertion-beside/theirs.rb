require 'alpha'

def total(input)
  net = compute(1)
  tax = compute(2)
  fee = compute(9)
  sum = compute(3)
end
