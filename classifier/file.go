package classifier

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// A model file is the magic, and compressed: the length of the header, the header as JSON, then the
// hashes of all rows, their idf and scale, the biases, the weights column by column, and a CRC-32 of all that. Numbers are little-endian.
const (
	magic         = "kanal model\n"
	formatVersion = 2
	largest       = 256 << 20 // bytes of a model unpacked; more is no model of ours
)

// probe exercises every rule of reading a text; what features come out tells versions of the code apart.
const probe = "Yth. Bpk Gubernur, jln2 di dpn SMAN 3 rusaaaak bgt sejak 12/03/2021 jam 07:30!! ga ada yg tanggapi. Bayar " +
	"Rp 750.000, 50rb/bln, hub 081234567890, NIK 6472012345678901, lihat https://contoh.id/a?b=1 dan Jum'at anak-anak " +
	"3kg LPG d Samarinda Ulu, RT012 ÉCOLE 😀 p3k"

// featureVersion changes whenever the code reads a text into other features.
func featureVersion() string {
	var w words
	var f features
	w.read(probe)
	f.find(&w)
	d := newDigest()
	for _, block := range [...][]feature{f.words, f.chars} {
		for _, x := range block {
			fmt.Fprintf(d, "%x ", x.hash)
		}
	}
	return d.short()
}

// content is the model's file before compression.
func (m *Model) content() []byte {
	text, err := json.Marshal(m.header)
	if err != nil {
		panic("header: " + err.Error()) // strings and numbers: cannot happen
	}
	var b bytes.Buffer
	write := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a buffer takes everything
	write(uint32(len(text)))
	b.Write(text)
	write(m.hashes)
	for row := range m.header.Rows {
		idf, scale := m.table.head(int32(row))
		write(idf)
		write(scale)
	}
	write(m.bias)
	for c := range m.columns() {
		for row := range m.header.Rows {
			b.WriteByte(m.table.get(row, c))
		}
	}
	write(crc32.ChecksumIEEE(b.Bytes()))
	return b.Bytes()
}

// Bytes is the model as a file, for Load.
func (m *Model) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString(magic)
	z, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic("flate: " + err.Error()) // a level that exists: cannot happen
	}
	_, _ = z.Write(m.content()) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// Load reads a model from the bytes of its file. It refuses what is damaged, and a model of another format or
// of code that reads texts into other features.
func Load(file []byte) (*Model, error) {
	m, err := load(file)
	if err != nil {
		return nil, fmt.Errorf("load model: %w", err)
	}
	return m, nil
}

func load(file []byte) (*Model, error) {
	packed, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok {
		return nil, errors.New("not a kanal model")
	}
	content, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), largest))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	if len(content) < 8 {
		return nil, errors.New("too short")
	}
	end := len(content) - 4
	if crc32.ChecksumIEEE(content[:end]) != binary.LittleEndian.Uint32(content[end:]) {
		return nil, errors.New("checksum does not fit")
	}
	m := &Model{}
	size := int(binary.LittleEndian.Uint32(content))
	if size > end-4 {
		return nil, errors.New("header does not fit")
	}
	if err := json.Unmarshal(content[4:4+size], &m.header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if err := m.header.check(); err != nil {
		return nil, err
	}
	if err := m.unpack(content[4+size : end]); err != nil {
		return nil, err
	}
	m.prepare()
	return m, nil
}

func (h header) check() error {
	switch {
	case h.Format != formatVersion:
		return fmt.Errorf("format %d, this program reads %d", h.Format, formatVersion)
	case h.Features != featureVersion():
		return fmt.Errorf("features %s, this program makes %s: train it again", h.Features, featureVersion())
	case len(h.Labels) < 2 || len(h.Agencies) != len(h.Labels) || !slices.IsSorted(h.Labels):
		return errors.New("labels do not fit")
	case h.Heat.Topic <= 0 || h.Heat.Agency.Slope <= 0 || h.Rows < 0 || h.Rows > largest:
		return errors.New("header out of range")
	}
	return nil
}

func (m *Model) unpack(body []byte) error {
	rows, columns := m.header.Rows, m.columns()
	if len(body) != rows*(12+columns)+4*columns {
		return errors.New("size does not fit")
	}
	m.hashes, m.bias, m.table = make([]uint32, rows), make([]float32, columns), newTable(rows, columns)
	heads := make([]float32, 2*rows)
	in := bytes.NewReader(body)
	for _, v := range []any{m.hashes, heads, m.bias} {
		if err := binary.Read(in, binary.LittleEndian, v); err != nil {
			return fmt.Errorf("numbers: %w", err)
		}
	}
	for row := range rows {
		m.table.setHead(row, heads[2*row], heads[2*row+1])
	}
	bytes := body[len(body)-rows*columns:]
	for c := range columns {
		for row, b := range bytes[c*rows : (c+1)*rows] {
			m.table.set(row, c, b)
		}
	}
	m.index = newIndex(m.hashes)
	return nil
}
