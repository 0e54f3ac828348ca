package classifier

// WithHomes returns the model with its topics' agencies as home says; "" leaves one as it is. A topic that moves to
// another agency so takes effect without training. The version stays: it names what was learned.
func (m *Model) WithHomes(home func(topic string) string) *Model {
	moved := &Model{header: m.header, index: m.index, hashes: m.hashes, bias: m.bias, table: m.table}
	moved.header.Agencies = nil
	for i, label := range m.header.Labels {
		agency := home(label)
		if agency == "" {
			agency = m.header.Agencies[i]
		}
		moved.header.Agencies = append(moved.header.Agencies, agency)
	}
	moved.place()
	moved.version = m.version
	return moved
}

// TopicAmong returns the topic a text is most likely about among those wanted; "" when none is.
func (m *Model) TopicAmong(text string, wanted func(topic string) bool) string {
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	m.score(text, s)
	best := m.bestOf(s, func(label int) bool { return wanted(m.header.Labels[label]) })
	if best < 0 {
		return ""
	}
	return m.header.Labels[best]
}
