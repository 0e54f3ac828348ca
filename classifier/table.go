package classifier

import "math"

// table holds the weights of a model in bytes. A row is whole cache lines of 64 bytes: eight bytes for the
// feature's idf and scale, then a byte for every column. Most of the time of scoring a text goes into fetching
// rows from memory, so what is needed together lies together.
type table struct {
	words   []uint64
	stride  int // words of a row
	columns int
}

const (
	wordsOfLine = 8
	headWords   = 1 // idf and scale
)

func newTable(rows, columns int) table {
	stride := (headWords + (columns+7)/8 + wordsOfLine - 1) / wordsOfLine * wordsOfLine
	return table{words: make([]uint64, rows*stride), stride: stride, columns: columns}
}

// head returns how rare the feature of a row is, and what the row's bytes less 128 are multiplied by.
func (t *table) head(row int32) (idf, scale float32) {
	word := t.words[int(row)*t.stride]
	return math.Float32frombits(uint32(word)), math.Float32frombits(uint32(word >> 32))
}

func (t *table) setHead(row int, idf, scale float32) {
	t.words[row*t.stride] = uint64(math.Float32bits(idf)) | uint64(math.Float32bits(scale))<<32
}

func (t *table) set(row, column int, b byte) {
	t.words[row*t.stride+headWords+column/8] |= uint64(b) << (column % 8 * 8)
}

func (t *table) get(row, column int) byte {
	return byte(t.words[row*t.stride+headWords+column/8] >> (column % 8 * 8))
}

// weight is one weight as a number.
func (t *table) weight(row int32, column int) float32 {
	_, scale := t.head(row)
	return (float32(t.get(int(row), column)) - 128) * scale
}

const (
	lanes  = 0x000000ff000000ff
	widest = 1 << 24 // a lane of 32 bits holds the sum of bytes times whole numbers that sum to this
)

// times is a row, as the place of its first word, and what its bytes are multiplied by.
type times struct {
	at int
	by uint64
}

// addUp multiplies and adds bytes in whole numbers, two in each 64-bit word: as exact as the bytes are, the same on
// every processor, and several times as fast as floats, which Go works one at a time. The sum of the by is at
// most widest. sums has four words for each word of a row; sumOf reads it.
func (t *table) addUp(sums []uint64, list []times) {
	for k := 0; k < headWords+(t.columns+7)/8; k += 2 { // as many sums as stay in registers; those of the head mean nothing
		var a, b, c, d, e, f, g, h uint64
		words := t.words[k:]
		for _, x := range list {
			two := words[x.at : x.at+2 : x.at+2]
			eight, next := two[0], two[1]
			a += eight & lanes * x.by
			b += eight >> 8 & lanes * x.by
			c += eight >> 16 & lanes * x.by
			d += eight >> 24 & lanes * x.by
			e += next & lanes * x.by
			f += next >> 8 & lanes * x.by
			g += next >> 16 & lanes * x.by
			h += next >> 24 & lanes * x.by
		}
		copy(sums[4*k:], []uint64{a, b, c, d, e, f, g, h})
	}
}

// sumOf is the sum of a column after addUp.
func sumOf(sums []uint64, column int) uint32 {
	return uint32(sums[(headWords+column/8)*4+column%4] >> (column % 8 / 4 * 32))
}
