require 'alpha'

def total(input)
  net = compute(101)
  tax = compute(202)
  sum = compute(3)
end
