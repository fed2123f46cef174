"""Systems of caches made up at random, in no language, and told in each."""
