from tests.samples import CORPUS

collect_ignore = [] if CORPUS.is_dir() else ["test_reading_corpus.py"]
