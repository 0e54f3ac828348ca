package files

import (
	"bytes"
	"errors"
	"fmt"
	"image"

	"github.com/gabriel-vasile/mimetype"
	"github.com/kovidgoyal/imaging"
)

const (
	// mostPixels is the largest picture that is opened: a small file may unfold to more than the memory.
	mostPixels = 60 << 20
	// longestSide is that of the copy which leaves us, longestThumb that of its thumbnail, in pixels.
	longestSide, longestThumb = 2560, 320
	quality                   = 85 // of JPEG, of 100
)

// ErrKind says that a file is of no kind that is kept.
var ErrKind = errors.New("no kind of file that is kept")

// kinds are the types of files that people may send; anything that could run on an officer's machine is not among
// them.
var kinds = []string{
	"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif",
	"audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/wav", "audio/amr", "application/ogg",
	"video/mp4", "video/3gpp", "video/webm", "video/quicktime",
	"application/pdf", "text/plain", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/msword", "application/vnd.ms-excel",
}

// Kind tells the MIME type of a file by its bytes, whatever its sender called it; ErrKind when such are not kept.
func Kind(data []byte) (string, error) {
	found := mimetype.Detect(data)
	for _, kind := range kinds {
		if found.Is(kind) {
			return kind, nil
		}
	}
	return "", fmt.Errorf("%s: %w", found.String(), ErrKind)
}

// Picture makes of a photo what may leave us: a JPEG turned upright, without what the camera noted (place, time,
// device), and its thumbnail. The error wraps ErrKind when the bytes are no picture that can be opened.
func Picture(data []byte) (clean, thumb []byte, err error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, nil, fmt.Errorf("picture: %w", errors.Join(ErrKind, err))
	}
	if config.Width*config.Height > mostPixels || config.Width <= 0 || config.Height <= 0 {
		return nil, nil, fmt.Errorf("picture of %d × %d: %w", config.Width, config.Height, ErrKind)
	}
	opened, err := imaging.Decode(bytes.NewReader(data), imaging.AutoOrientation(true), imaging.Backends(imaging.GO_IMAGE))
	if err != nil {
		return nil, nil, fmt.Errorf("picture: %w", errors.Join(ErrKind, err))
	}
	for side, into := range map[int]*[]byte{longestSide: &clean, longestThumb: &thumb} {
		var b bytes.Buffer
		if err := imaging.Encode(&b, imaging.Fit(opened, side, side, imaging.Lanczos), imaging.JPEG, imaging.JPEGQuality(quality)); err != nil {
			return nil, nil, fmt.Errorf("picture: %w", err)
		}
		*into = b.Bytes()
	}
	return clean, thumb, nil
}
