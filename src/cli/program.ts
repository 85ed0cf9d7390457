import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
