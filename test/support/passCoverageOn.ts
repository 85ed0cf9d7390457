// Set-up of every test file: programs that tests start write their coverage where the runner wants it.
const folder = process.env['PARALLEL_CC_TEST_COVERAGE'];
if (folder !== undefined && folder !== '') process.env['NODE_V8_COVERAGE'] = folder;
