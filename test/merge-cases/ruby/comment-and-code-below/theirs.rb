require 'alpha'

# Adds up.
def total(input)
  net = compute(101)
  tax = compute(2)
  sum = compute(3)
end
