require 'alpha'

# Adds up.
def total(input)
  net = compute(1)
  tax = compute(2)
  sum = compute(3)
end
