package sink

import "testing"

// A server that cannot write for now, for whatever reason, says nothing of the rows: they wait, and are written when it can.
func TestAServerThatCannotWriteIsAnOutageThatEnds(t *testing.T) {
	for name, c := range map[string]struct{ broken, mended, says string }{
		"too many parts": {
			"ALTER TABLE documents_log MODIFY SETTING parts_to_delay_insert = 1, parts_to_throw_insert = 1, max_avg_part_size_for_too_many_parts = 0",
			"ALTER TABLE documents_log RESET SETTING parts_to_delay_insert, parts_to_throw_insert, max_avg_part_size_for_too_many_parts", "Too many parts"},
		"disk nearly full": {
			"ALTER TABLE documents_log MODIFY SETTING min_free_disk_bytes_to_perform_insert = 1000000000000000",
			"ALTER TABLE documents_log RESET SETTING min_free_disk_bytes_to_perform_insert", "space"},
		"read-only table": {
			"ALTER TABLE documents_log MODIFY SETTING table_readonly = 1",
			"ALTER TABLE documents_log MODIFY SETTING table_readonly = 0", "readonly"},
		"table that is detached": {"DETACH TABLE documents_log", "ATTACH TABLE documents_log", "documents_log"},
		"column of another name": {
			"ALTER TABLE documents_log RENAME COLUMN filename TO filename_was",
			"ALTER TABLE documents_log RENAME COLUMN filename_was TO filename", "filename"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBooks(t)
			for n := range 3 { // parts that are there
				b.write(event(1, n, extracted("before", "receipt")))
			}
			b.ask(c.broken)
			outage(t, b.Sink, c.says)
			b.ask(c.mended)
			if dead := b.write(event(1, 1, extracted("d", "receipt"))); len(dead) > 0 {
				t.Errorf("dead: %v", dead)
			}
			b.shows("SELECT count() FROM documents WHERE document_id = 'd'", "1")
		})
	}
}
