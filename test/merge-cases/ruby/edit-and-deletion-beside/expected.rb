require 'alpha'

def total(input)
  net = compute(101)
  sum = compute(3)
end
