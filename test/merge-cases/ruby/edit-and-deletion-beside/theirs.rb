require 'alpha'

def total(input)
  net = compute(1)
  sum = compute(3)
end
