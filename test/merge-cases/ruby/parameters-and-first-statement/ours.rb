require 'alpha'

def total(amount)
  net = compute(1)
  tax = compute(2)
  sum = compute(3)
end
